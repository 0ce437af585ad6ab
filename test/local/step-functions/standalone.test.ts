/** The engine on its own, as `npm run step-functions` starts it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { expect, test } from 'vitest';

const program = new URL('../../../infra/local/step-functions/main.ts', import.meta.url).pathname;

type Said = { child: ChildProcess; line: Promise<string> };

/** The first line that it says, on either output. */
function run(...options: string[]): Said {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, ...options], {
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const line = new Promise<string>((resolve) => {
    for (const stream of [child.stdout, child.stderr])
      stream?.once('data', (chunk: Buffer) => resolve(chunk.toString().split('\n')[0] ?? ''));
  });
  return { child, line };
}

test('invokes functions through the Lambda API at its endpoint, with their errors', async () => {
  const invoked: unknown[] = [];
  const lambda = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      invoked.push([request.url, JSON.parse(Buffer.concat(chunks).toString())]);
      const failed = invoked.length === 1;
      response.writeHead(200, failed ? { 'x-amz-function-error': 'Unhandled' } : {});
      response.end(failed ? '{"errorType":"Busy","errorMessage":"later"}' : '{"ok":true}');
    });
  });
  await new Promise<void>((resolve) => lambda.listen(0, '127.0.0.1', resolve));
  const { child, line } = run(
    '--port',
    '0',
    '--memory',
    '--lambda-endpoint',
    `http://127.0.0.1:${(lambda.address() as AddressInfo).port}`,
  );
  const endpoint = /http:\S+?(?=,)/.exec(await line)?.[0] ?? '';
  const client = new SFNClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const task = {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Arguments: { FunctionName: 'arn:aws:lambda:us-east-1:000000000000:function:f', Payload: '{% $states.input %}' },
    Output: '{% $states.result.Payload %}',
    Catch: [{ ErrorEquals: ['Busy'], Next: 'T2', Output: '{% $states.input %}' }],
    End: true,
  };
  const definition = JSON.stringify({
    QueryLanguage: 'JSONata',
    StartAt: 'T',
    States: { T: task, T2: { ...task, Catch: [] } },
  });
  const { stateMachineArn } = await client.send(
    new CreateStateMachineCommand({ name: 'm', definition, roleArn: 'arn:aws:iam::000000000000:role/x' }),
  );
  const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn, input: '{"a":1}' }));
  let described = await client.send(new DescribeExecutionCommand({ executionArn }));
  while (described.status === 'RUNNING') described = await client.send(new DescribeExecutionCommand({ executionArn }));
  child.kill();
  client.destroy();
  lambda.close();
  expect({ status: described.status, output: described.output, invoked }).toEqual({
    status: 'SUCCEEDED',
    output: '{"ok":true}',
    invoked: [
      ['/2015-03-31/functions/f/invocations', { a: 1 }],
      ['/2015-03-31/functions/f/invocations', { a: 1 }],
    ],
  });
});

test.each([
  [['--memory'], '--lambda-endpoint takes the http URL of a Lambda Invoke API'],
  [['--lambda-endpoint', 'ftp://127.0.0.1:1'], '--lambda-endpoint takes the http URL of a Lambda Invoke API'],
  [['--port', 'x', '--lambda-endpoint', 'http://127.0.0.1:1'], "--port takes a number from 0 to 65535, not 'x'"],
  [['--port', '', '--lambda-endpoint', 'http://127.0.0.1:1'], "--port takes a number from 0 to 65535, not ''"],
])('says what is wrong with %j', async (options, want) => {
  const { child, line } = run(...options);
  expect(await line).toBe(want);
  child.kill();
});
