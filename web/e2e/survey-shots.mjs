// Pictures of the survey screens and of satisfaction.
const calling = [
  'desk.use',
  'call.outbound',
  'recording.record',
  'customer.view',
  'ticket.handle',
  'survey.call',
  'survey.manage',
  'figures.view',
];
const own = '00000000-0000-7000-8000-000000000700';

export function surveyShots(click) {
  const shot = (name, more) => [name, { scenario: 'idle', permissions: calling, ...more }];
  const survey = { path: '/survey' };
  const manage = { path: '/survey/manage' };
  const figures = { path: '/figures?room=satisfaction' };
  return [
    shot('survey', survey),
    shot('survey-empty', { ...survey, isEmpty: true }),
    shot('survey-held', { ...survey, survey: 'held' }),
    shot('survey-called', { ...survey, survey: own, scenario: 'dialing' }),
    shot('survey-later', { ...survey, survey: own, act: click('survey-later') }),
    shot('survey-interrupted', { ...survey, survey: 'held', scenario: 'ringing' }),
    shot('survey-elsewhere', {
      ...survey,
      survey: 'held',
      problem: ['POST /api/surveys/cases/s1/calls', { status: 409, code: 'survey-customer-elsewhere' }],
      act: click('survey-dial'),
    }),
    shot('survey-error', {
      ...survey,
      problem: ['GET /api/surveys/pool', { status: 503, code: 'database-unavailable' }],
    }),
    shot('survey-forbidden', { ...survey, permissions: ['desk.use'] }),
    shot('survey-groups', manage),
    shot('survey-groups-empty', { ...manage, isEmpty: true }),
    shot('survey-group', { ...manage, act: click('group-edit') }),
    shot('survey-pool', { path: '/survey/manage?room=pool' }),
    shot('survey-file', {
      path: '/survey/manage?room=files',
      act: (page) =>
        page
          .getByTestId('file-input')
          .setInputFiles({ name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from('x') }),
    }),
    shot('satisfaction', figures),
    shot('satisfaction-empty', { ...figures, isEmpty: true }),
    shot('satisfaction-results', { ...figures, act: click('satisfaction-open') }),
    shot('satisfaction-answers', {
      ...figures,
      act: async (page) => {
        await click('satisfaction-open')(page);
        await click('result-open')(page);
      },
    }),
  ];
}
