import '@cloudscape-design/global-styles/index.css';
import '@fontsource/open-sans/400.css';
import '@fontsource/open-sans/700.css';
import './console.css';
import { applyMode, Mode } from '@cloudscape-design/global-styles';
import { createRoot } from 'react-dom/client';
import { Console } from './console.tsx';

const place = document.getElementById('console');
if (!place) throw new Error('index.html has no place for the console');
createRoot(place).render(<Console />);

const dark = window.matchMedia('(prefers-color-scheme: dark)');
const follow = (): void => applyMode(dark.matches ? Mode.Dark : Mode.Light);
dark.addEventListener('change', follow);
follow();
