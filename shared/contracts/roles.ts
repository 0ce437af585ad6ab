/** Who may do what (contract section 2). A person may have several roles. */
export const roles = ['coordinator', 'therapist', 'clinician', 'clinic-admin', 'operator'] as const;
export type Role = (typeof roles)[number];

export const may = {
  /** Read programs, tasks, protocols; enroll, book, move, cancel; consents; hold, withdraw; resolve tasks. */
  coordinate: ['coordinator', 'therapist', 'clinician', 'clinic-admin'],
  /** Intentions; start a dose, record an outcome. */
  treat: ['therapist', 'clinician'],
  /** Screenings, clearances, decisions, resume, discharge. */
  decide: ['clinician'],
  changeCareTeam: ['coordinator', 'clinician', 'clinic-admin'],
  recordDeath: ['clinician', 'clinic-admin'],
  administer: ['clinic-admin'],
  /** Executions by opaque id, redrive, repair; no patient data. */
  operate: ['operator'],
} as const satisfies Record<string, readonly Role[]>;
