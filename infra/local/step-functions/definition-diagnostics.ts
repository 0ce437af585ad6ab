/** What AWS says of a definition. Locations are paths of fields: `/States/C/Choices[0]/Next`. */
export type Diagnostic = {
  severity: 'ERROR';
  code:
    | 'SCHEMA_VALIDATION_FAILED'
    | 'INVALID_JSON_DESCRIPTION'
    | 'MISSING_TRANSITION_TARGET'
    | 'MISSING_END_STATE'
    | 'DUPLICATE_STATE_NAME'
    | 'INVALID_JSONATA_EXPRESSION'
    | 'UNSUPPORTED_JSONATA_EXPRESSION';
  message: string;
  location?: string;
};

export type Report = (location: string | undefined, message: string, code?: Diagnostic['code']) => void;

export type JsonObject = { [key: string]: unknown };

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
