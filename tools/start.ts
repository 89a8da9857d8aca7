// `npm start`: builds the whole site and serves it.
import { run } from './run.ts';
import { portFromEnvironment, serve } from './serve.ts';

const port = portFromEnvironment();
if (!process.argv.includes('--no-build')) {
  const { code } = await run('astro', ['build']);
  if (code !== 0) process.exit(code);
}
try {
  await serve(port);
} catch (cause) {
  console.error(`Port ${port} could not be opened (${String(cause)}). Set PORT to another one.`);
  process.exit(1);
}
console.log(`Strata is served on http://127.0.0.1:${port}/`);
