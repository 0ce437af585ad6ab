/** The five phases as a line; dosing and integration alternate, dose by dose. */
import Steps, { type StepsProps } from '@cloudscape-design/components/steps';
import type { Program } from '../api/client.ts';
import { useMedia } from '../parts/media.ts';

const phases = ['care-team', 'preparation', 'dosing', 'integration', 'ongoing'] as const;
const names: Readonly<Record<Program['phase'], string>> = {
  'care-team': 'Care team',
  preparation: 'Preparation',
  dosing: 'Dosing',
  integration: 'Integration',
  ongoing: 'Ongoing psychotherapy',
};

/** Five words side by side would be broken. */
const narrow = '(max-width: 700px)';

export function PhaseLine({ program }: { program: Program }) {
  const { phase, dose, status } = program;
  const isNarrow = useMedia(narrow);
  const doses = `${dose.done} of ${dose.of ?? 'as many as are needed'} given`;
  const isOver = status === 'completed';
  const statusOf = (one: Program['phase']): StepsProps.Status => {
    // Between two doses the patient is back in dosing, with the integration of the last one done.
    const alternates = one === 'integration' && phase === 'dosing' && dose.done > 0;
    if (isOver || phases.indexOf(one) < phases.indexOf(phase) || alternates) return 'success';
    if (one !== phase) return 'pending';
    return status === 'active' ? 'in-progress' : status === 'on-hold' ? 'warning' : 'stopped';
  };
  const detailsOf = (one: Program['phase']): string | undefined => {
    if (one === 'dosing') return doses;
    return one === 'integration' && dose.done > 0 ? `after dose ${dose.done}` : undefined;
  };
  return (
    <Steps
      ariaLabel="Phases of the program"
      orientation={isNarrow ? 'vertical' : 'horizontal'}
      steps={phases.map((one) => ({
        header: names[one],
        status: statusOf(one),
        statusIconAriaLabel: statusOf(one),
        ...(detailsOf(one) ? { details: detailsOf(one) } : {}),
      }))}
    />
  );
}
