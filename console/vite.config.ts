import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Cloudscape's style sheet carries its font within, 400 kB of every first page; ours comes as files, those that are needed. */
const withoutInlineFonts: Plugin = {
  name: 'without-inline-fonts',
  enforce: 'pre',
  transform: (code, id) =>
    id.endsWith('/@cloudscape-design/global-styles/index.css') ? code.replace(/@font-face\s*\{[^}]*\}/g, '') : null,
};

export default defineConfig({
  root: import.meta.dirname,
  plugins: [withoutInlineFonts, react()],
  build: {
    target: 'es2024',
    outDir: 'dist',
    emptyOutDir: true,
    // The content security policy knows no "data:" fonts and no script in the page.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2000,
  },
});
