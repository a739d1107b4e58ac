// Serves HTTP on PORT of its environment and tells what it sees. POST /crash ends it.
import { createServer } from 'node:http';

createServer((request, response) => {
  console.log(`${request.method} ${request.url}`);
  if (request.url === '/crash') process.exit(3);
  response.end(JSON.stringify({ pid: process.pid, uid: process.getuid(), path: request.url }));
}).listen(Number(process.env.PORT), () => console.error(`listening on ${process.env.PORT}`));
if (process.env.HEEDS_TERM) process.on('SIGTERM', () => process.exit(0));
