/** On one machine: a patient to try everything with, enrolled and booked as a coordinator would. */
import Button from '@cloudscape-design/components/button';
import { useNavigate } from 'react-router';
import bookPreparation from '../../../docs/examples/book-preparation.json';
import enroll from '../../../docs/examples/enroll.json';
import intention from '../../../docs/examples/intention.json';
import { useCommand } from '../api/ask.ts';
import { type Api, answered, type BookRequest, type EnrollRequest } from '../api/client.ts';
import { useClock } from '../clock.tsx';
import { Refusal } from '../parts/refusal.tsx';

const names = ['Maya Ortiz', 'Noor Haddad', 'Jonas Weber', 'Aiko Tanaka', 'Lena Park', 'Tomás Rivera'];
const dayMs = 86_400_000;

/** Enrolled, an intention recorded, and both preparation sessions booked, two and four days ahead at 3 PM. */
async function enrollExample(api: Api, now: string) {
  const name = names[Math.floor(Math.random() * names.length)] ?? 'Maya Ortiz';
  const number = Math.floor(Math.random() * 1_000_000);
  const email = `${name.toLowerCase().replace(/[^a-z]+/g, '.')}.${number}@example.com`;
  const body = { ...enroll, patient: { ...enroll.patient, name, email } } as EnrollRequest;
  const made = await api.POST('/v1/programs', { body });
  if (!made.data) return made;
  const path = { programId: made.data.programId };
  await answered(api.POST('/v1/programs/{programId}/intentions', { params: { path }, body: intention }));
  for (const days of [2, 4]) {
    const at = `${new Date(Date.parse(now) + days * dayMs).toISOString().slice(0, 10)}T15:00`;
    const session = { ...bookPreparation, start: { ...bookPreparation.start, at } } as BookRequest;
    await answered(api.POST('/v1/programs/{programId}/sessions', { params: { path }, body: session }));
  }
  return made;
}

export function EnrollExample() {
  const clock = useClock();
  const navigate = useNavigate();
  const command = useCommand((api, now: string) => enrollExample(api, now));
  return (
    <>
      <Button
        iconName="add-plus"
        loading={command.isPending}
        disabled={!clock}
        onClick={() =>
          clock && command.mutate(clock.now, { onSuccess: ({ programId }) => void navigate(`/programs/${programId}`) })
        }
      >
        Enroll an example patient
      </Button>
      <Refusal error={command.error} />
    </>
  );
}
