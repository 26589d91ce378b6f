// A stand-in for the product, for looking at the screens: serves dist/, a few answers of the API, the frames of one
// scenario, and a SIP registrar that says yes. It decides nothing; tests of behaviour run against the real server.
import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { WebSocketServer } from 'ws';
import { answerAcceptance } from './acceptance.mjs';
import { answerAdmin } from './admin.mjs';
import { answerAppraisal } from './appraisal.mjs';
import { answerHistory } from './customers.mjs';
import { answerDispatch, photo } from './dispatch.mjs';
import { answerFigures } from './figures.mjs';
import { answerForms } from './forms.mjs';
import { answerMessages } from './messages.mjs';
import { answerReports } from './reports.mjs';
import {
  bills,
  board,
  candidates,
  customer,
  devices,
  directory,
  me,
  payments,
  products,
  scenarios,
} from './scenarios.mjs';
import { answerService } from './service.mjs';
import { answerSupervision } from './supervision.mjs';
import { answerSurveys } from './surveys.mjs';
import { answerTickets } from './tickets.mjs';

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
};

const peaks = () =>
  [0, 1].map((side) =>
    Array.from({ length: 400 }, (_, i) =>
      Math.sin(i / 23 + side * 3) > 0 ? Math.abs(Math.sin(i * 1.7) * Math.cos(i / 7)) : 0.03,
    ),
  );

export async function startFakeServer({ dist, port = 0 }) {
  const state = {
    scenario: 'idle',
    permissions: undefined,
    isLoggedIn: true,
    problems: {},
    sockets: new Set(),
    commands: [],
  };

  const answer = (response, status, body) => {
    const type = status < 400 ? 'application/json' : 'application/problem+json';
    const headers = {
      'content-type': type,
      ...(body?.retryAfter ? { 'retry-after': String(body.retryAfter) } : {}),
    };
    response.writeHead(status, headers).end(body === undefined ? '' : JSON.stringify(body));
  };

  const api = (method, path, query, response) => {
    const wrong = state.problems[`${method} ${path}`];
    if (wrong) return answer(response, wrong.status, wrong);
    if (path === '/api/session' && method === 'POST') state.isLoggedIn = true;
    if (!state.isLoggedIn) return answer(response, 401, { status: 401, code: 'not-authenticated' });
    if (path === '/api/session') return answer(response, 200, me(state.permissions));
    if (path === '/api/me') return answer(response, 200, me(state.permissions));
    if (path === '/api/realtime/ticket') return answer(response, 200, { ticket: 't' });
    const admin = answerAdmin(method, path, state);
    if (admin) return answer(response, 200, admin);
    const appraisal = answerAppraisal(path, state);
    if (appraisal) return answer(response, 200, appraisal);
    if (path.includes('/photos/'))
      return response.writeHead(200, { 'content-type': 'image/svg+xml' }).end(photo);
    const service = state.isService && answerService(path, query, state.isEmpty);
    if (service) return answer(response, 200, service);
    const supervision = answerSupervision(method, path, state.isEmpty);
    if (supervision) return answer(response, 200, supervision);
    const report = answerReports(method, path, query, state.isEmpty);
    if (report) return answer(response, 200, report);
    const figures = answerFigures(method, path, query, state.isEmpty);
    if (figures) return answer(response, 200, figures);
    const survey = answerSurveys(method, path, query, state);
    if (survey !== undefined) return answer(response, 200, survey);
    const order = answerDispatch(method, path, query, state.isEmpty);
    if (order) return answer(response, 200, order);
    const outlook = answerAcceptance(path, query);
    if (outlook) return answer(response, 200, outlook);
    const ticket = answerTickets(method, path, state.isEmpty);
    if (ticket) return answer(response, 200, ticket);
    const messages = answerMessages(method, path, state.isEmpty);
    if (messages) return answer(response, 200, messages);
    const form = answerForms(method, path, state.hasProblems);
    if (form) return answer(response, 200, form);
    if (path.endsWith('/refresh')) return answer(response, 200, { done_at_ms: Date.now() });
    if (method === 'POST') {
      state.commands.push(path);
      return answer(response, 202, {});
    }
    if (path === '/api/customers') return answer(response, 200, { candidates, has_more: false });
    if (path.endsWith('/billing')) return answer(response, 200, customer().billing);
    if (path.endsWith('/bills')) return answer(response, 200, bills(state.scenario === 'stale'));
    if (path.endsWith('/payments')) return answer(response, 200, payments(state.scenario === 'stale'));
    if (path.endsWith('/products')) return answer(response, 200, products());
    if (path.endsWith('/devices')) return answer(response, 200, devices(state.scenario === 'stale'));
    const told = answerHistory(path, query, state.isEmpty || state.scenario === 'stale');
    if (told) return answer(response, 200, told);
    if (path.startsWith('/api/customers/')) return answer(response, 200, customer());
    if (path.startsWith('/api/recordings/'))
      return answer(response, 200, {
        recording_id: path.split('/').at(-1),
        duration_ms: 252_000,
        peaks: peaks(),
      });
    return answer(response, 404, { status: 404, code: 'not-found' });
  };

  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://fake');
    if (state.field && pathname.startsWith('/api/'))
      return state.field.answer(request, pathname, response).catch((error) => response.destroy(error));
    if (pathname.startsWith('/api/')) return api(request.method, pathname, searchParams, response);
    const wanted = join(dist, pathname);
    const file =
      extname(pathname) && existsSync(wanted)
        ? wanted
        : join(dist, /^\/field(\/|$)/.test(pathname) ? 'field.html' : 'index.html');
    const isField = file.endsWith('field.html');
    response.writeHead(200, {
      'content-type': types[extname(file)] ?? 'application/octet-stream',
      'permissions-policy': `microphone=(self), camera=(), geolocation=${isField ? '(self)' : '()'}`, // as the product
    });
    createReadStream(file).pipe(response);
  });

  const desk = new WebSocketServer({ noServer: true });
  const sip = new WebSocketServer({ noServer: true, handleProtocols: () => 'sip' });
  server.on('upgrade', (request, socket, head) => {
    const room = request.url.startsWith('/sip') ? sip : desk;
    room.handleUpgrade(request, socket, head, (opened) => room.emit('connection', opened));
  });

  desk.on('connection', (socket) => {
    let seq = 0;
    let ticking;
    let isWall = false;
    const push = (t, d) => socket.send(JSON.stringify({ t, seq: ++seq, ts: Date.now(), d }));
    const page = { push, close: () => socket.terminate() };
    state.sockets.add(page);
    socket.on('close', () => {
      state.sockets.delete(page);
      clearInterval(ticking);
    });
    push('snapshot', scenarios[state.scenario]());
    socket.on('message', (raw) => {
      const frame = JSON.parse(String(raw));
      if (frame.t === 'ping') push('pong', {});
      if (frame.t === 'board_scope') {
        isWall = frame.d.is_wall === true;
        push('board', board(isWall));
      }
      if (frame.t !== 'subscribe') return;
      if (frame.d.topics.includes('directory')) push('directory', { ...directory(), is_whole: true });
      if (frame.d.topics.includes('board')) {
        push('board', board());
        clearInterval(ticking);
        ticking = setInterval(() => push('board', board(isWall)), 1000);
      }
    });
  });

  // Every REGISTER is granted; nothing else is understood.
  sip.on('connection', (socket) => {
    socket.on('message', (raw) => {
      const message = String(raw);
      if (!message.startsWith('REGISTER')) return;
      const kept = message.split('\r\n').filter((line) => /^(Via|From|To|Call-ID|CSeq|Contact):/i.test(line));
      const lines = kept.map((line) => (line.startsWith('To:') ? `${line};tag=fake` : line));
      socket.send(['SIP/2.0 200 OK', ...lines, 'Content-Length: 0', '', ''].join('\r\n'));
    });
  });

  await new Promise((listening) => server.listen(port, '127.0.0.1', listening));
  return { state, url: `http://127.0.0.1:${server.address().port}`, stop: () => server.close() };
}
