/** A script that was started with the wrong Node says so, instead of failing at the first modern word. */
export function assertNode(): void {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= 24) return;
  process.stderr.write(
    `\n  This needs Node 24; it was started with ${process.versions.node}.\n  Use npm (npm start, npm run demo …): its scripts run on the Node 24 in node_modules. Missing? Run npm ci.\n\n`,
  );
  process.exit(1);
}
