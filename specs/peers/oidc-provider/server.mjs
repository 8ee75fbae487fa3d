// oidc-provider with its own sign-in pages, and everything switched on that the specs try. `node server.mjs PORT`
import Provider from 'oidc-provider';

const port = Number(process.argv[2]);
const issuer = `http://127.0.0.1:${port}`;
const code = ['authorization_code', 'refresh_token'];
const back = ['http://127.0.0.1/callback'];
const device = 'urn:ietf:params:oauth:grant-type:device_code';
// The public half of specs/peers/oidc-provider/client.jwk.json, a key for tests that opens nothing else.
const jwks = { keys: [{ kty: 'EC', crv: 'P-256', kid: 'one', x: 'P_oPhht8LDUcamtDFdg8mEPRkBGHZLhSNwvs7Mz4Ysk', y: 'iYjBYrFhWeoEGfZQc8xhyc3R8lM77GdHThWlGnQPgJ0' }] };

const native = { application_type: 'native', redirect_uris: back, grant_types: code };
const service = { redirect_uris: [], response_types: [], grant_types: ['client_credentials'] };
const provider = new Provider(issuer, {
  clients: [
    { client_id: 'web', client_secret: 'web-likes-secrets', ...native },
    { client_id: 'app', token_endpoint_auth_method: 'none', ...native, grant_types: [...code, device] },
    { client_id: 'basic', client_secret: 'a secret: with/odd+letters', ...service },
    { client_id: 'post', client_secret: 'post-likes-forms', token_endpoint_auth_method: 'client_secret_post', ...service },
    {
      client_id: 'hmac',
      client_secret: 'a secret of at least thirty-two letters',
      token_endpoint_auth_method: 'client_secret_jwt',
      ...service,
    },
    { client_id: 'key', token_endpoint_auth_method: 'private_key_jwt', jwks, ...service },
  ],
  cookies: { keys: ['for tests only'] },
  claims: { openid: ['sub'], profile: ['name'] },
  findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id, name: id.toUpperCase() }) }),
  clientAuthMethods: ['none', 'client_secret_basic', 'client_secret_post', 'client_secret_jwt', 'private_key_jwt'],
  scopes: ['openid', 'offline_access', 'profile', 'orders'],
  pkce: { required: () => true },
  rotateRefreshToken: true,
  features: {
    clientCredentials: { enabled: true },
    deviceFlow: { enabled: true },
    dPoP: { enabled: true, nonceSecret: Buffer.alloc(32, 7), requireNonce: () => true },
    introspection: { enabled: true },
    pushedAuthorizationRequests: { enabled: true },
    registration: { enabled: true },
    revocation: { enabled: true },
    userinfo: { enabled: true },
  },
});
provider.listen(port, '127.0.0.1', () => console.log(`listening on ${issuer}`));
