/** What the stacks and their outputs are called: scripts find by it what was deployed. */
import type { StageName } from './stages.ts';

export const stackParts = ['data', 'service', 'console', 'costs'] as const;
export type StackPart = (typeof stackParts)[number];

export const stackName = (stage: StageName, part: StackPart): string => `throughline-${stage}-${part}`;

const pascal = (name: string): string => name.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** Of a reaction by its name in the manifest: its function, and the queue of the events that it failed at. */
export const functionOutput = (name: string): string => `Function${pascal(name)}`;
export const deadLettersOutput = (name: string): string => `DeadLetters${pascal(name)}`;
