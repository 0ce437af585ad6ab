/** What requests must hold before anything is looked up. */
import { type ApiError, constraint, invalidArn, invalidName } from './api-errors.ts';
import { isNestedTooDeep, NESTING_MAX } from './nesting.ts';
import { PAYLOAD_BYTES_MAX } from './working-copy.ts';

/** What AWS refuses in names: white space, brackets, wildcards and other special characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are among what AWS refuses
const NOT_IN_NAMES = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f\ufffe\uffff]/;
const NAME_LENGTH_MAX = 80;

export function checkName(name: string): void {
  if (NOT_IN_NAMES.test(name) || name.length > NAME_LENGTH_MAX) throw invalidName(name);
}

export function checkArn(arn: string, service: 'states' | 'iam'): void {
  const [prefix, partition, named, , account, ...resource] = arn.split(':');
  if (prefix !== 'arn') throw invalidArn(`Invalid ARN prefix: ${arn}`);
  if (!partition || named !== service || !account || resource.join(':') === '')
    throw invalidArn(`Resource type not valid in this context: ${arn}`);
}

/** The bound is in bytes; the request's shape counts characters. */
export function requireJson(text: string, member: 'input' | 'output', refusal: (what: string) => ApiError): void {
  if (Buffer.byteLength(text) > PAYLOAD_BYTES_MAX)
    throw constraint(`${text.slice(0, 100)}…`, member, `have length less than or equal to ${PAYLOAD_BYTES_MAX}`);
  if (isNestedTooDeep(text)) throw refusal(`It is nested deeper than ${NESTING_MAX} levels`);
  try {
    JSON.parse(text);
  } catch (error) {
    throw refusal((error as Error).message);
  }
}
