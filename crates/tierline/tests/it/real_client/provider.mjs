// An identity provider by the package oidc-provider, for one test. Its only argument is JSON: `module`, the folder of the package;
// `port`; `accounts`, a file with what is claimed of each account, read anew for each token; `client`, the desk as it is known there.
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const { module, port, accounts, client } = JSON.parse(process.argv[2]);
const { Provider } = await import(pathToFileURL(`${module}/lib/index.js`));

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const key = { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), use: 'sig', alg: 'RS256' };

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [client],
  jwks: { keys: [key] },
  cookies: { keys: [randomUUID()] },
  conformIdTokenClaims: false,
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
  features: {
    devInteractions: { enabled: true },
    rpInitiatedLogout: { enabled: true },
    backchannelLogout: { enabled: true },
  },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, ...JSON.parse(readFileSync(accounts, 'utf8'))[id] }),
  }),
  // It asks no address of this machine by itself, and the desk of a test is at one.
  fetch: (url, { dispatcher, ...options }) => globalThis.fetch(url, options),
  // Nobody is asked whether the desk may know their name.
  async loadExistingGrant(ctx) {
    const grant = new ctx.oidc.provider.Grant({
      clientId: ctx.oidc.client.clientId,
      accountId: ctx.oidc.session.accountId,
    });
    grant.addOIDCScope('openid email profile');
    await grant.save();
    return grant;
  },
});
for (const event of ['server_error', 'grant.error', 'backchannel.error']) {
  provider.on(event, (...told) => console.error(event, ...told.map((one) => one?.stack ?? '')));
}
provider.listen(port, '127.0.0.1', () => console.log('listens'));
