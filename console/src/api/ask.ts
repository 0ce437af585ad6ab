/** Questions that are asked again every five seconds, and commands after which everything on the page is asked again. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ConsoleSession, useSession } from '../session.tsx';
import { type Api, answered, type Refused } from './client.ts';

const everyMs = 5000;

type Asked<Data> = Promise<{ data?: Data; error?: unknown; response: Response }>;

/**
 * `key` names the question and everything that it depends on. What was answered before stays until there is a new answer.
 * `once`: what does not change. `when`: as soon as what it depends on is known.
 */
export function useAnswer<Data>(
  key: readonly unknown[],
  ask: (api: Api) => Asked<Data>,
  { once = false, when = true }: { once?: boolean; when?: boolean } = {},
) {
  return useQuery<Data, Refused | Error>({
    ...questionOf(useSession(), key, ask),
    ...(once ? { staleTime: Number.POSITIVE_INFINITY } : { refetchInterval: everyMs }),
    enabled: when,
    placeholderData: keepPreviousData,
  });
}

export const questionOf = <Data>(
  { who, api }: ConsoleSession,
  key: readonly unknown[],
  ask: (api: Api) => Asked<Data>,
) => ({
  queryKey: [who.clinicId, who.roles, ...key],
  queryFn: () => answered(ask(api)),
});

/** A command, with the whole answer: an ETag stands in its headers. */
export function useCommand<Input, Data>(command: (api: Api, input: Input) => Asked<Data>) {
  const { api } = useSession();
  const queries = useQueryClient();
  return useMutation<Data, Refused | Error, Input>({
    mutationFn: (input) => answered(command(api, input)),
    onSettled: () => queries.invalidateQueries(),
  });
}
