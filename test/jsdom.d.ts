declare module 'jsdom' {
  export class JSDOM {
    constructor(html: string, options: { runScripts: 'outside-only' });
    window: { document: unknown; eval(code: string): unknown };
  }
}
