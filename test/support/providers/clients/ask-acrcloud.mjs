// Asks with the client that npm has for ACRCloud about the sample on standard input: its own process, so that the certificate and
// the time zone are its alone.
import { buffer } from 'node:stream/consumers';
import Acrcloud from 'acrcloud';

const [host, access_key, access_secret, clock] = process.argv.slice(2);
if (clock === 'utc-as-local') {
  // What the vendor's own samples do: the numbers of UTC are read as if they were the local time.
  Date.prototype.getTime = function () {
    return this.valueOf() + this.getTimezoneOffset() * 60_000;
  };
}
const answer = await new Acrcloud({ host, access_key, access_secret }).identify(await buffer(process.stdin));
console.log(JSON.stringify(answer));
