import { type Stage, type StageName, stages } from '../../infra/cloud/stages.ts';

export function stageOf(name: string | undefined): Stage | null {
  return name !== undefined && name in stages ? stages[name as StageName] : null;
}
