/** Invokes functions through the AWS Lambda Invoke API at an endpoint. */
import { Agent, request } from 'node:http';
import { FunctionError, type InvokeFunction } from './calls.ts';

/** Connections are kept: a call should cost no more than the function. */
const agent = new Agent({ keepAlive: true });

type Answer = { status: number; functionError: boolean; errorType: string; body: string };

export function invokeOverHttp(endpoint: string): InvokeFunction {
  return async (functionName, payload) => {
    const url = new URL(`/2015-03-31/functions/${encodeURIComponent(functionName)}/invocations`, endpoint);
    const answer = await post(url, JSON.stringify(payload)).catch((error: Error) => {
      throw new FunctionError(
        'Lambda.SdkClientException',
        `Unable to execute HTTP request: ${error.message}`,
        `Unable to execute HTTP request: ${error.message}`,
      );
    });
    if (answer.status >= 400) {
      const name = answer.errorType || (answer.status >= 500 ? 'ServiceException' : 'ClientException');
      throw new FunctionError(
        `Lambda.${name}`,
        answer.body,
        `${answer.body} (Service: Lambda, Status Code: ${answer.status})`,
      );
    }
    if (answer.functionError) throw thrownBy(answer.body);
    return answer.body === '' ? null : (JSON.parse(answer.body) as unknown);
  };
}

/** The error type that the function's answer names; Lambda.Unknown when it names none. */
function thrownBy(body: string): FunctionError {
  try {
    const { errorType, errorMessage } = JSON.parse(body) as { errorType?: unknown; errorMessage?: unknown };
    if (typeof errorType === 'string') return new FunctionError(errorType, String(errorMessage ?? ''), body);
  } catch {
    // What is no JSON names no type.
  }
  return new FunctionError('Lambda.Unknown', body, body);
}

function post(url: URL, body: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        method: 'POST',
        agent,
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const { headers, statusCode: status = 0 } = response;
          const errorType = String(headers['x-amzn-errortype'] ?? '').split(':')[0] ?? '';
          resolve({
            status,
            errorType,
            functionError: headers['x-amz-function-error'] !== undefined,
            body: Buffer.concat(chunks).toString('utf8'),
          });
        });
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}
