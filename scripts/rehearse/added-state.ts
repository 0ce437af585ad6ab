export const addedState = 'Begin, since the rehearsal’s second deployment';
