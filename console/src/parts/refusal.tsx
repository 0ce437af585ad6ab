/** A refused command in the words of the server: every wrong field, every shut gate and what would open it. */
import Alert from '@cloudscape-design/components/alert';
import { Refused } from '../api/client.ts';
import { useClinicTime } from '../clinic-time.tsx';
import { withTimesIn } from './times.ts';
import { quoted, say } from './words.ts';

export function Refusal({ error }: { error: Error | null }) {
  const { timeZone } = useClinicTime();
  if (!error) return null;
  const read = (text: string): string => withTimesIn(quoted(text), timeZone);
  const { errors = [], gates = [], title } = error instanceof Refused ? error.problem : { title: 'No answer' };
  return (
    <Alert type="error" header={title}>
      {read(error.message)}
      {gates.length > 0 && (
        <ul>
          {gates.map(({ code, opensWith }) => (
            <li key={code}>
              <strong>{say(code)}:</strong> {read(opensWith)}
            </li>
          ))}
        </ul>
      )}
      {errors.length > 0 && (
        <ul>
          {errors.map(({ path, message }) => (
            <li key={`${path} ${message}`}>
              {path && <strong>{path}: </strong>}
              {read(message)}
            </li>
          ))}
        </ul>
      )}
    </Alert>
  );
}
