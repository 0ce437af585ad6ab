/** What a program leaves behind: emails, dead letters that are handed in again, the heads of its chain. */
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Client } from '../demo/client.ts';
import type { Played } from '../demo/play-program.ts';
import { redrive } from '../deploy/redrive.ts';
import type { Deployed } from './deployed.ts';
import { holds, say } from './facts.ts';
import { readMailbox } from './mailbox.ts';

type Message = {
  messageId: string;
  touchpoint: string;
  audience: string;
  copy: number;
  status: string;
  delivery: string | null;
};
type Event = { seq: number; type: string; hash: string; data: Record<string, unknown> };

const all = async <Item>(client: Client, path: string): Promise<Item[]> => {
  const items: Item[] = [];
  let cursor: string | null = null;
  do {
    const next: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page: { items: Item[]; next: string | null } = await client.get(`${path}?limit=100${next}`);
    items.push(...page.items);
    cursor = page.next;
  } while (cursor !== null);
  return items;
};

export async function checkMails(deployed: Deployed, client: Client, { programId, email }: Played): Promise<void> {
  const messages = await all<Message>(client, `/v1/programs/${programId}/messages`);
  const sent = messages.filter(({ status }) => status === 'sent');
  const accepted = await readMailbox(deployed.endpoint);
  const mails = accepted.filter(({ To }) => To.includes(email));
  const toMonitor = accepted.filter(({ To }) => To.includes(monitorEmail));
  const toStaff = accepted.filter((mail) => !mails.includes(mail) && !toMonitor.includes(mail));
  const staffSent = sent.filter(({ audience }) => audience === 'staff');
  holds('as many emails as the ledger says were sent', mails.length + toMonitor.length, sent.length - staffSent.length);
  // The morning's lists stand in no program's ledger.
  holds('staff were told of every task that the ledger says', toStaff.length >= staffSent.length, true);
  holds(
    'no mail to staff names the patient',
    toStaff.filter(({ Subject, BodyText }) => /Maya|Ortiz/.test(`${Subject}${BodyText}`)),
    [],
  );
  const open = messages.filter(({ status }) => ['claimed', 'unknown', 'failed'].includes(status));
  holds('none failed, none is uncertain', open, []);
  holds('two reminders of the last evening', count(mails, 'Your session is tomorrow') >= 4, true);
  holds('two mornings after', count(mails, 'How are you today?'), 2);
  const words = /ketamine|therapy|psychedelic|dosing/i;
  holds(
    'no email names medicine or therapy',
    [...mails, ...toMonitor].filter(({ Subject, BodyText }) => words.test(Subject + BodyText)),
    [],
  );
  await checkPage(deployed, mails.at(-1)?.BodyText ?? '');
  say(`${mails.length} emails, ${toMonitor.length} to the monitor`);
}

/** The link of an email opens a page without a token of the staff, and the page says nothing before its reader has proved who they are. */
async function checkPage({ apiUrl }: Deployed, text: string): Promise<void> {
  const path = /\/p\/lnk_[a-z0-9]+/.exec(text)?.[0] ?? '/p/none';
  const answer = await fetch(`${apiUrl}${path}`);
  const page = await answer.text();
  holds('the link of an email opens its page', answer.status, 200);
  holds('which tells nothing yet', /Maya|Ortiz|Sam Lee/.test(page), false);
}

const monitorEmail = 'luis@example.com';

const count = (mails: readonly { Subject: string }[], subject: string): number =>
  mails.filter(({ Subject }) => Subject === subject).length;

/** The emulator’s SES tells nothing of what became of an email: its word comes as a dead letter, and is handed in again. */
export async function checkRedrive(
  { stage, outputs, time }: Deployed,
  client: Client,
  programId: string,
): Promise<void> {
  const events = await all<Event>(client, `/v1/programs/${programId}/timeline`);
  const sent = events.findLast(({ type }) => type === 'message-sent');
  if (!sent) throw new Error('nothing was sent');
  const { key, copy, sesMessageId } = sent.data as { key: string; copy: number; sesMessageId: string };
  const tags = { key: [key], clinic: ['demo'], program: [programId], copy: [String(copy)] };
  const mail = { messageId: sesMessageId, timestamp: time.now(), tags };
  const letter = { source: 'aws.ses', time: time.now(), detail: { eventType: 'Delivery', mail } };
  const QueueUrl = outputs.DeadLettersOnMailEvent;
  await new SQSClient({ useQueueUrlAsEndpoint: false }).send(
    new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(letter) }),
  );
  holds('a dead letter is handed in again', await redrive(stage, 'on-mail-event'), { handedIn: 1, failed: 0 });
  const messages = await all<Message>(client, `/v1/programs/${programId}/messages`);
  const delivered = messages.filter(({ delivery }) => delivery === 'delivered');
  holds('and its message is delivered', delivered.length, 1);
}

export async function checkArchive(
  { archiveBucket, outputs }: Deployed,
  client: Client,
  programId: string,
): Promise<void> {
  const event = { source: 'aws.events', time: new Date().toISOString() };
  const asked = new InvokeCommand({ FunctionName: outputs.FunctionExportHeads, Payload: JSON.stringify(event) });
  const { FunctionError, Payload } = await new LambdaClient().send(asked);
  const answer = Buffer.from(Payload ?? []).toString('utf8');
  holds('the heads of all chains are exported', FunctionError ?? JSON.parse(answer), {
    clinics: 1,
    programs: 1,
    objects: 1,
  });
  const s3 = new S3Client({ forcePathStyle: true });
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: archiveBucket, Prefix: 'heads/' }));
  const Key = Contents.find((one) => one.Key?.endsWith('.jsonl'))?.Key;
  const object = await s3.send(new GetObjectCommand({ Bucket: archiveBucket, Key }));
  const heads = (await object.Body?.transformToString())
    ?.trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const last = (await all<Event>(client, `/v1/programs/${programId}/timeline`)).at(-1);
  holds(
    'and the program’s is its last event',
    heads?.find((head) => head.programId === programId),
    { clinicId: 'demo', programId, seq: last?.seq, hash: last?.hash },
  );
}
