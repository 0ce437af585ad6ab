/** A refused command in the words of the server: every wrong field, every shut gate and what would open it. */
import Alert from '@cloudscape-design/components/alert';
import { Refused } from '../api/client.ts';
import { say } from './words.ts';

export function Refusal({ error }: { error: Error | null }) {
  if (!error) return null;
  const { errors = [], gates = [], title } = error instanceof Refused ? error.problem : { title: 'No answer' };
  return (
    <Alert type="error" header={title}>
      {error.message}
      {gates.length > 0 && (
        <ul>
          {gates.map(({ code, opensWith }) => (
            <li key={code}>
              <strong>{say(code)}:</strong> {opensWith}
            </li>
          ))}
        </ul>
      )}
      {errors.length > 0 && (
        <ul>
          {errors.map(({ path, message }) => (
            <li key={`${path} ${message}`}>
              {path && <strong>{path}: </strong>}
              {message}
            </li>
          ))}
        </ul>
      )}
    </Alert>
  );
}
