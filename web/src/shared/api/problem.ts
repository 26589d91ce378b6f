/** An error answer of the server (RFC 9457), or the lack of any answer. `code` is what the screens translate. */
export interface Problem {
  status: number;
  code: string;
  detail?: string;
  facts?: Record<string, string | number>;
  errors?: { field: string; code: string; detail?: string }[];
  trace_id?: string;
}

export class ProblemError extends Error implements Problem {
  readonly status: number;
  readonly code: string;
  readonly facts: Record<string, string | number>;
  readonly errors: { field: string; code: string; detail?: string }[];
  readonly trace_id: string | undefined;

  constructor(problem: Problem) {
    super(problem.detail ?? problem.code);
    this.status = problem.status;
    this.code = problem.code;
    this.facts = problem.facts ?? {};
    this.errors = problem.errors ?? [];
    this.trace_id = problem.trace_id;
  }
}

/** Read an error answer, whoever wrote it: the product, or a proxy that stands before it. */
export async function readProblem(response: Response): Promise<ProblemError> {
  let problem: Partial<Problem> = {};
  if (response.headers.get('content-type')?.includes('json')) {
    problem = ((await response.json().catch(() => ({}))) ?? {}) as Partial<Problem>;
  }
  const facts = { ...problem.facts };
  const retryAfter = Number(response.headers.get('retry-after'));
  if (retryAfter > 0) facts.seconds = retryAfter;
  const status = response.status;
  return new ProblemError({ ...problem, status, code: problem.code ?? fallbackCode(status), facts });
}

function fallbackCode(status: number): string {
  if (status === 401) return 'not-authenticated';
  if (status === 413) return 'body-too-large';
  if (status >= 502) return 'unavailable';
  return status >= 500 ? 'internal-error' : `http-${status}`;
}
