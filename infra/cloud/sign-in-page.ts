/** Cognito's own page where staff sign in. The prefix is unique in a region: it carries the account. */
import { Aws } from 'aws-cdk-lib';
import type { Stage } from './stages.ts';

export const signInPrefix = ({ name }: Stage): string => `throughline-${name}-${Aws.ACCOUNT_ID}`;

export const signInUrl = (stage: Stage): string =>
  `https://${signInPrefix(stage)}.auth.${stage.region}.amazoncognito.com`;
