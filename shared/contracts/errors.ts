/** Every code that an answer or a state machine may carry: its HTTP status, whether trying again can help, and its public title. */
export const errorCodes = {
  invalid: { status: 400, retryable: false, title: 'The request is not valid' },
  unauthenticated: { status: 401, retryable: false, title: 'A valid token is needed' },
  forbidden: { status: 403, retryable: false, title: 'Your roles do not allow this' },
  'unknown-clinic': { status: 403, retryable: false, title: 'The clinic of this token does not exist' },
  'not-found': { status: 404, retryable: false, title: 'There is nothing here' },
  'wrong-state': { status: 409, retryable: false, title: 'This is not possible in the present state' },
  'already-enrolled': { status: 409, retryable: false, title: 'This person is in a running program already' },
  stale: { status: 412, retryable: false, title: 'Somebody else changed this in the meantime' },
  'too-large': { status: 413, retryable: false, title: 'The request is too large' },
  'answer-too-large': { status: 422, retryable: false, title: 'The answer would be too large' },
  contraindicated: { status: 422, retryable: false, title: 'A contraindication stands against this' },
  'screening-incomplete': { status: 422, retryable: false, title: 'The screening is not complete' },
  'under-age': { status: 422, retryable: false, title: 'The patient is too young for this protocol' },
  'protocol-not-approved': { status: 422, retryable: false, title: 'The protocol is not approved' },
  'consent-missing': { status: 422, retryable: false, title: 'A consent is missing' },
  'review-needed': { status: 422, retryable: false, title: 'A clinician has to review this first' },
  'idempotency-key-reused': {
    status: 422,
    retryable: false,
    title: 'This idempotency key was used for another request',
  },
  'in-the-past': { status: 422, retryable: false, title: 'The time lies in the past' },
  'no-such-time': { status: 422, retryable: false, title: 'The clocks skip this time' },
  'ambiguous-time': { status: 422, retryable: false, title: 'The clocks show this time twice' },
  'wrong-phase': { status: 422, retryable: false, title: 'The program is not there yet, or past it' },
  'not-prepared': { status: 422, retryable: false, title: 'Preparation is missing' },
  'too-soon': { status: 422, retryable: false, title: 'Too soon after another dose' },
  'not-integrated': { status: 422, retryable: false, title: 'Integration of the last dose is missing' },
  'not-started': { status: 422, retryable: false, title: 'The dose was not started' },
  'screening-expired': { status: 422, retryable: false, title: 'The screening has expired' },
  'caution-open': { status: 422, retryable: false, title: 'A caution has not been decided' },
  'medicines-plan': { status: 422, retryable: false, title: 'A plan for medicines is missing' },
  blocked: { status: 422, retryable: false, title: 'The dose is blocked' },
  'not-cleared': { status: 422, retryable: false, title: 'A clearance is missing' },
  'no-monitor': { status: 422, retryable: false, title: 'No monitor is present' },
  'vitals-out-of-range': { status: 422, retryable: false, title: 'Vitals are out of range' },
  'staff-missing': { status: 422, retryable: false, title: 'Staff that the protocol asks for is missing' },
  'too-early': { status: 422, retryable: false, title: 'It is too early to start' },
  'too-late': { status: 422, retryable: false, title: 'It is too late to start' },
  'does-not-fit': { status: 422, retryable: false, title: 'A session does not fit' },
  'if-match-missing': { status: 428, retryable: false, title: 'If-Match is needed' },
  'rate-limited': { status: 429, retryable: true, title: 'Too many requests' },
  busy: { status: 503, retryable: true, title: 'Busy: please try again' },
} as const satisfies Record<string, { status: number; retryable: boolean; title: string }>;

export type ErrorCode = keyof typeof errorCodes;

/** An error of operating: expected, answered with its code. `name` is what a state machine's ErrorEquals compares. */
export class CareError extends Error {
  override readonly name = 'CareError';
  readonly code: ErrorCode;
  readonly more: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, detail: string, more: Readonly<Record<string, unknown>> = {}, options?: ErrorOptions) {
    super(detail, options);
    this.code = code;
    this.more = more;
  }
}

/** A programmer's mistake: it alarms and nobody handles it. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

/** This execution's run is not the current one: it ends in "Superseded". */
export class Superseded extends Error {
  override readonly name = 'Superseded';
}

/** What a state machine's history may hold of an unexpected error: its kind, never its text (R9). */
export class StepFailed extends Error {
  override readonly name = 'StepFailed';
  constructor(cause: unknown) {
    super(`${cause instanceof Error ? cause.name : 'Error'}: see the log of the function`);
  }
}
