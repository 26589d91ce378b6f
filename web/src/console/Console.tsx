import { useLanguage } from '@shared/i18n';
import { theme } from '@shared/theme/antd';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { App, ConfigProvider } from 'antd';
import en from 'antd/locale/en_US';
import zh from 'antd/locale/zh_CN';
import { useState } from 'react';
import { makeRouter } from './router';

function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: { queries: { retry: 1, staleTime: 30_000, refetchOnWindowFocus: false } },
  });
}

/** Menus and lists open inside the landmark that they belong to, so that they are found there. */
const popupContainer = (trigger?: HTMLElement) =>
  trigger?.closest<HTMLElement>('[data-popups], [role=dialog]') ?? document.body;

export function Console() {
  const language = useLanguage();
  const [queryClient] = useState(makeQueryClient);
  const [router] = useState(() => makeRouter(queryClient));
  return (
    <ConfigProvider
      getPopupContainer={popupContainer}
      locale={language === 'en' ? en : zh}
      theme={theme}
      button={{ autoInsertSpace: false }}
    >
      <App style={{ height: '100%' }} message={{ top: 56, duration: 4 }}>
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </App>
    </ConfigProvider>
  );
}
