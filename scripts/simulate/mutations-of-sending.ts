/** Bugs in claims, runs, executions and writes: most show only when things come twice, late or not at all. */
type Bug = readonly [name: string, file: string, find: string, replace: string];

const claim = 'shared/domain/workflow/claim.ts';
const settle = 'shared/domain/workflow/settle.ts';
const align = 'functions/reactions/align.ts';
const programStore = 'shared/store/program-store.ts';

export const mutationsOfSending: readonly Bug[] = [
  [
    'a claimed row is claimed again',
    claim,
    "if ((touchpoint.status !== 'planned' && !retried) || touchpoint.at > now)",
    "if ((!['planned', 'claimed'].includes(touchpoint.status) && !retried) || touchpoint.at > now)",
  ],
  [
    'a held program goes on reminding',
    claim,
    "if (program.status === 'on-hold' && isBeforeSession(touchpoint, session) && session)",
    "if (program.status === 'completed' && session)",
  ],
  [
    'withdrawn consent to email is not seen',
    claim,
    "if (!hasConsent(program, 'email')) return 'no-consent-to-email';",
    '',
  ],
  [
    'who wishes to be called is mailed',
    claim,
    "if (program.patient.contactBy === 'call') return 'contact-by-call';",
    '',
  ],
  [
    'what is too late goes out',
    claim,
    "if (minutesBetween(now, touchpoint.useBy) < leadMinutes) return leaveOut(change, found, 'skipped', 'too-late');",
    '',
  ],
  [
    'an unknown outcome counts as sent',
    settle,
    "case 'unknown':\n      markUnknown(change, found, result.code);",
    "case 'unknown':\n      markSent(change, found, 'mail_none', change.now, touchpoint.copy);",
  ],
  [
    'an unknown outcome is tried for ever',
    settle,
    'const again = touchpoint.copy === 1 && minutesBetween',
    'const again = minutesBetween',
  ],
  [
    'the second copy goes out as the first',
    settle,
    "status: 'planned', reason: 'second-copy', copy: 2, claim: null",
    "status: 'planned', reason: 'second-copy', copy: 1, claim: null",
  ],
  [
    'a failed message raises no task',
    claim,
    "if (status === 'failed') raiseCall(change, found, 'message-failed', `An email could not be sent (${reason})`);\n  else if",
    'if',
  ],
  [
    'a call instead of a mail raises no task',
    claim,
    "raiseCall(change, found, 'call-patient', `The ${touchpoint.audience} is called instead of mailed`);",
    '',
  ],
  [
    'a throttled message is given up',
    settle,
    "case 'throttled':\n      putTouchpoint",
    "case 'throttled':\n      return;\n      putTouchpoint",
  ],
  [
    'what merged into a skipped message is lost',
    claim,
    "if (status !== 'voided') planMergedAgain(change, found, touchpoint.key);",
    '',
  ],
  [
    'no aftercare is planned',
    'shared/domain/session/outcome.ts',
    'change.putSession(planAftercare(change.setting, recorded, actual.endedAt));',
    'change.putSession(recorded);',
  ],
  [
    'a command raises no run',
    'shared/domain/change.ts',
    'const run = Math.max(session.run, moved ? before.run + 1 : before.run);',
    'const run = session.run;',
  ],
  [
    'an idempotency key is not kept',
    programStore,
    'if (extras.idempotency)\n    writes.push',
    'if (extras.idempotency && !extras)\n    writes.push',
  ],
  ['an execution is never woken', align, 'await deps.executions.wake(token);', ''],
  [
    'the patient is named to Step Functions',
    'shared/workflow/executions.ts',
    '? { clinicId, programId, run }',
    '? { clinicId, programId, run, name: `Canary ${run}` }',
  ],
  [
    'the subject says what it is about',
    'shared/mail/render-message.ts',
    'subject: content.subject,',
    'subject: `${content.subject} (ketamine)`,',
  ],
];
