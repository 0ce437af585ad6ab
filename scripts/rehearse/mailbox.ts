/** The emails that the emulator's SES accepted. */
export type Mail = { MessageId: string; Source: string; To: string[]; Subject: string; BodyText: string };

export async function readMailbox(endpoint: string): Promise<Mail[]> {
  const response = await fetch(`${endpoint}/_ministack/ses/messages`);
  const { messages } = (await response.json()) as { messages: Record<string, Mail[]> };
  return Object.values(messages).flat();
}
