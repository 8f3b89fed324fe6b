import './review.css';
import { render } from 'preact';
import { App } from './app.js';
import { server } from './server.js';
import { Session } from './session.js';

const page = document.getElementById('page')!;
try {
  const session = new Session(server, await server.load());
  render(<App session={session} names={server.names} />, page);
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error);
  render(<p role="alert">The tracklist can’t be shown. {reason}</p>, page);
}
