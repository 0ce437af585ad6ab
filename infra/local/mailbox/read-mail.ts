import { simpleParser } from 'mailparser';

export type HeaderLine = { name: string; value: string };

export type Attachment = { filename: string | null; contentType: string; size: number; contentBase64: string };

export type ReadMail = {
  subject: string;
  text: string | null;
  html: string | null;
  /** By lower-case name, unfolded; the values of a repeated header are joined by a line break. */
  headers: Record<string, string>;
  headerLines: HeaderLine[];
  attachments: Attachment[];
};

export async function readMail(raw: Buffer): Promise<ReadMail> {
  const mail = await simpleParser(raw, { skipHtmlToText: true, skipTextToHtml: true, skipImageLinks: true });
  const headerLines = mail.headerLines.map(({ line }) => {
    const colon = line.indexOf(':');
    return {
      name: line.slice(0, colon),
      value: line
        .slice(colon + 1)
        .replace(/\r?\n[ \t]+/g, ' ')
        .trim(),
    };
  });
  const headers = new Map<string, string>();
  for (const { name, value } of headerLines) {
    const before = headers.get(name.toLowerCase());
    headers.set(name.toLowerCase(), before === undefined ? value : `${before}\n${value}`);
  }
  return {
    subject: mail.subject ?? '',
    text: mail.text ?? null,
    html: mail.html === false ? null : (mail.html ?? null),
    headers: Object.fromEntries(headers),
    headerLines,
    attachments: mail.attachments.map(({ filename, contentType, size, content }) => ({
      filename: filename ?? null,
      contentType,
      size,
      contentBase64: content.toString('base64'),
    })),
  };
}
