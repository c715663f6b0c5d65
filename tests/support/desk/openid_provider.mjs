// A real OpenID provider on loopback: oidc-provider of npm, with a login page of its own and a way to steer it.
// Arguments: the folder of node_modules, the port, and the address of the desk.
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";

const [, , modules, port, desk] = process.argv;
const { Provider } = await import(`${modules}/oidc-provider/lib/index.js`);
const issuer = `http://127.0.0.1:${port}`;
const realNow = Date.now;
let told = { who: null, amr: ["pwd", "mfa"], acr: "2", email: "" };
let provider, answer, keys = 0;

function newKey() {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  keys += 1;
  return { ...privateKey.export({ format: "jwk" }), kid: `sleutel-${keys}`, use: "sig", alg: "RS256" };
}

function begin() {
  provider = new Provider(issuer, {
    clients: [{
      client_id: "spoorboek",
      client_secret: "geheim:met+tekens%".padEnd(40, "x"),
      redirect_uris: [`${desk}/aanmelden/elders/terug`],
      post_logout_redirect_uris: [`${desk}/afgemeld`],
    }],
    jwks: { keys: [newKey()] },
    cookies: { keys: ["alleen voor tests"] },
    acrValues: ["1", "2"],
    claims: { openid: ["sub", "amr", "acr", "email", "email_verified"] },
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: true, logoutSource } },
    pkce: { required: () => true },
    interactions: { url: (_, interaction) => `/inloggen/${interaction.uid}` },
    findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, email: told.email, email_verified: true }) }),
    async loadExistingGrant(ctx) {
      const grant = new provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
      grant.addOIDCScope("openid");
      await grant.save();
      return grant;
    },
  });
  answer = provider.callback();
}

function logoutSource(ctx, form) {
  const button = '<button form="op.logoutForm" name="logout" value="yes">Ja, afmelden</button>';
  ctx.body = `<!DOCTYPE html><html lang="nl"><title>Afmelden</title><h1>Organisatie</h1>${form}${button}`;
}

async function bodyOf(request) {
  let text = "";
  for await (const part of request) text += part;
  return text;
}

const PAGE = (uid) => `<!DOCTYPE html><html lang="nl"><title>Inloggen</title><h1>Organisatie</h1>
<form method="post" action="/inloggen/${uid}"><label>Wie <input name="wie"></label><button>Inloggen</button></form>`;

const server = createServer(async (request, response) => {
  if (request.url === "/stuur") {
    const wanted = JSON.parse(await bodyOf(request));
    told = { ...told, ...wanted };
    Date.now = () => realNow() + 1000 * (told.skew ?? 0);
    if (wanted.rotate) begin();
    return response.end();
  }
  if (request.url.startsWith("/inloggen/")) {
    const typed = request.method === "POST" ? new URLSearchParams(await bodyOf(request)).get("wie") : told.who;
    if (!typed) return response.setHeader("Content-Type", "text/html").end(PAGE(request.url.split("/").pop()));
    const login = { accountId: typed, amr: told.amr ?? undefined, acr: told.acr };
    const result = typed === "niemand" ? { error: "access_denied", error_description: "<b>nee</b>" } : { login };
    return provider.interactionFinished(request, response, result);
  }
  return answer(request, response);
});

begin();
server.listen(Number(port), "127.0.0.1", () => console.log("luistert"));
