import { useProblemText } from '@shared/api/useProblemText';
import { App } from 'antd';
import { useCallback } from 'react';

/** Say an error as a passing message; for commands, which have no panel of their own. */
export function useProblemMessage(): (error: unknown) => void {
  const { message } = App.useApp();
  const problem = useProblemText();
  return useCallback((error) => void message.error(problem(error)), [message, problem]);
}
