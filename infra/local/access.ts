/**
 * How a home's own servers are spoken to. They want to see a signature and check none: to compute a true one would be a
 * third of the work of each call.
 */
import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';

export type Access = Required<Pick<DynamoDBClientConfig, 'credentials' | 'signer'>>;

const signature =
  'AWS4-HMAC-SHA256 Credential=local/20270104/us-east-1/local/aws4_request, SignedHeaders=host;x-amz-date, Signature=0';

export const access: Access = {
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  signer: {
    sign: async (request) => {
      Object.assign(request.headers, { 'x-amz-date': '20270104T000000Z', authorization: signature });
      return request;
    },
  },
};
