import { FormFields } from '@console/forms/FormFields';
import type { Answers } from '@shared/forms/model';
import { PanelError, Skeleton } from '@shared/ui/states';
import { useQuery } from '@tanstack/react-query';
import { formQuery, type WholeTicket } from './api';

/** The form as it was filled in at the acceptance. */
export function FormAnswers({ ticket }: { ticket: WholeTicket }) {
  const { form_code, form_version, answers } = ticket;
  if (!form_code || form_version === null || Object.keys(answers).length === 0) return null;
  return <Form code={form_code} version={form_version} answers={answers as Answers} />;
}

function Form({ code, version, answers }: { code: string; version: number; answers: Answers }) {
  const { data, error, refetch } = useQuery(formQuery(code, version));
  if (error && !data) return <PanelError error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton lines={4} />;
  return <FormFields definition={data.definition} answers={answers} isReadOnly />;
}
