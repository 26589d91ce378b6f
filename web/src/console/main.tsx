import { startI18n } from '@shared/i18n';
import 'antd/dist/antd.css';
import '@shared/theme/reset.css';
import '@shared/theme/tokens.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Console } from './Console';
import { messages } from './messages';

startI18n(messages);
const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <Console />
    </StrictMode>,
  );
}
