/** What a browser shows at the API's address: where everything is. */
export function firstPage({
  mail,
  stepFunctions,
  dynamoDb,
  now,
}: {
  mail: string;
  stepFunctions: string;
  dynamoDb: string;
  now: number;
}): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Throughline on this machine</title>
<style>
  :root { color-scheme: light dark; font: 17px/1.5 system-ui, sans-serif }
  main { max-width: 40rem; margin: 12vh auto; padding: 0 1.5rem }
  h1 { font-size: 1.6rem } dt { margin-top: 1rem; opacity: .7 } dd { margin: 0 } code { font-size: .95em }
</style>
<main>
  <h1>Throughline is running</h1>
  <p>The clock of this home shows ${new Date(now).toISOString()}.</p>
  <dl>
    <dt>Emails to patients</dt><dd><a href="${mail}/">${mail}</a></dd>
    <dt>Step Functions (for the AWS CLI and SDKs)</dt><dd><code>${stepFunctions}</code></dd>
    <dt>DynamoDB</dt><dd><code>${dynamoDb}</code></dd>
    <dt>API</dt><dd><code>/v1/programs</code> with a token from <code>POST /local/token</code></dd>
  </dl>
</main>
</html>
`;
}
