import { useProblemMessage } from '@console/useProblemMessage';
import { useLanguage } from '@shared/i18n';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Form } from '../api';
import type { ReportSearch } from '../search';
import { askExport, bodyOf, type Export, exportsQuery } from './api';

/** Have a report made in the background; what is asked for is known at once, so that it is waited for. */
export function useAsking(report: string, search: ReportSearch) {
  const { t } = useTranslation('exports');
  const { message } = App.useApp();
  const queries = useQueryClient();
  const language = useLanguage();
  const complain = useProblemMessage();
  return useMutation({
    mutationFn: (form: Form) => askExport(report, bodyOf(search, language, form)),
    onSuccess: (made) => {
      queries.setQueryData(exportsQuery.queryKey, (all: Export[] | undefined) => [made, ...(all ?? [])]);
      void message.success(t('asked'));
    },
    onError: complain,
  });
}
