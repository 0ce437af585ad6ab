/** What `cdk` runs (cdk.json). */
import { buildApp } from './build-app.ts';

const { app, bundles } = await buildApp();
app.synth();
bundles.remove();
