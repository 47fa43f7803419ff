import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import {
  createLocalJWKSet,
  exportJWK,
  exportSPKI,
  generateKeyPair,
  generateSecret,
  SignJWT,
  UnsecuredJWT,
} from "jose";
import type { CryptoKey, JWK, JWTPayload } from "jose";
import { describe, expect, it } from "vitest";
import type { Recognised } from "./guard.js";
import { jwtGuard } from "./jwt-guard.js";

const secret = "a secret of thirty-two bytes or more";
const secretBytes = new TextEncoder().encode(secret);

function sign(
  claims: JWTPayload,
  key: CryptoKey | Uint8Array = secretBytes,
  alg = "HS256",
  kid?: string,
): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg, ...(kid === undefined ? {} : { kid }) }).sign(key);
}

async function ask(guard: ReturnType<typeof jwtGuard>, token: string): Promise<Recognised | null> {
  return (await guard.authenticate({ token, source: "auth" }, {} as never, {} as never)) as Recognised | null;
}

const seconds = (): number => Math.floor(Date.now() / 1_000);

describe("jwtGuard with a secret", () => {
  it("makes an identity of the claims", async () => {
    const exp = seconds() + 60;
    const token = await sign({ sub: "42", exp, jti: "s1", scope: "read write" });
    expect(await ask(jwtGuard({ secret }), token)).toMatchObject({
      id: "42",
      expiresAt: (exp + 5) * 1_000,
      sessionId: "s1",
      abilities: ["read", "write"],
    });
  });

  it("refuses other secrets, alg none and what is no JWT", async () => {
    const guard = jwtGuard({ secret });
    const { privateKey } = await generateKeyPair("RS256");
    for (const token of [
      await sign({ sub: "42" }, new TextEncoder().encode("another secret of thirty-two bytes")),
      await sign({ sub: "42" }, await generateSecretBytes(), "HS512"),
      await sign({ sub: "42" }, privateKey, "RS256"),
      new UnsecuredJWT({ sub: "42" }).encode(),
      "not-a-token",
      "a.b.c",
      "",
    ]) {
      expect(await ask(guard, token)).toBeNull();
    }
  });

  it("tells an expired token from a bad one, and honours the tolerance", async () => {
    const expired = await sign({ sub: "42", exp: seconds() - 30 });
    await expect(ask(jwtGuard({ secret }), expired)).rejects.toMatchObject({ code: "token_expired" });
    expect(await ask(jwtGuard({ secret, clockToleranceS: 60 }), expired)).toMatchObject({ id: "42" });
  });

  it("refuses before nbf, for another audience, from another issuer, without a required claim", async () => {
    const later = await sign({ sub: "42", nbf: seconds() + 60 });
    const foreign = await sign({ sub: "42", aud: "other", iss: "other" });
    expect(await ask(jwtGuard({ secret }), later)).toBeNull();
    expect(await ask(jwtGuard({ secret, clockToleranceS: 120 }), later)).not.toBeNull();
    expect(await ask(jwtGuard({ secret, audience: "chat" }), foreign)).toBeNull();
    expect(await ask(jwtGuard({ secret, issuer: "me" }), foreign)).toBeNull();
    expect(
      await ask(jwtGuard({ secret, audience: ["chat", "other"], issuer: "other" }), foreign),
    ).not.toBeNull();
    expect(await ask(jwtGuard({ secret, requiredClaims: ["exp"] }), foreign)).toBeNull();
  });
});

describe("jwtGuard with keys", () => {
  it.each(["RS256", "PS256", "ES256", "EdDSA"])("accepts %s by PEM and by key object", async (alg) => {
    const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
    const token = await sign({ sub: "42" }, privateKey, alg);
    expect(await ask(jwtGuard({ key: await exportSPKI(publicKey) }), token)).toMatchObject({ id: "42" });
    expect(await ask(jwtGuard({ key: publicKey, algorithms: [alg] }), token)).toMatchObject({ id: "42" });
  });

  it.each(["RS256", "ES256", "EdDSA"])(
    "refuses forged tokens of every algorithm with a key for %s, and says that they are wrong",
    async (own) => {
      const { publicKey } = await generateKeyPair(own, { extractable: true });
      const pem = await exportSPKI(publicKey);
      const guards = [jwtGuard({ key: pem }), jwtGuard({ key: publicKey })];
      for (const alg of ["RS256", "PS256", "ES256", "ES384", "EdDSA"]) {
        const { privateKey } = await generateKeyPair(alg);
        const forged = await sign({ sub: "42" }, privateKey, alg);
        for (const guard of guards) expect(await ask(guard, forged)).toBeNull();
      }
    },
  );

  it("tries the keys of a set that a token without a key id may be signed with", async () => {
    const keys = await Promise.all([1, 2].map(() => generateKeyPair("RS256", { extractable: true })));
    const { privateKey: foreign } = await generateKeyPair("RS256");
    const jwks = createLocalJWKSet({
      keys: await Promise.all(
        keys.map(async ({ publicKey }, index) => ({ ...(await exportJWK(publicKey)), kid: String(index) })),
      ),
    });
    const guard = jwtGuard({ jwks });
    for (const { privateKey } of keys) {
      expect(await ask(guard, await sign({ sub: "42" }, privateKey, "RS256"))).toMatchObject({ id: "42" });
    }
    expect(await ask(guard, await sign({ sub: "42" }, foreign, "RS256"))).toBeNull();
    const expired = await sign({ sub: "42", exp: seconds() - 60 }, keys[1]?.privateKey, "RS256");
    await expect(ask(guard, expired)).rejects.toMatchObject({ code: "token_expired" });
    expect(() => jwtGuard({ key: foreign })).toThrow(
      expect.objectContaining({ code: "E_JWT_PUBLIC_KEY" }) as Error,
    );
  });

  it("is not confused by a token that the public key signs as a secret", async () => {
    const { publicKey } = await generateKeyPair("RS256", { extractable: true });
    const pem = await exportSPKI(publicKey);
    const forged = await sign({ sub: "42" }, new TextEncoder().encode(pem));
    expect(await ask(jwtGuard({ key: pem }), forged)).toBeNull();
    expect(() => jwtGuard({ key: pem, algorithms: ["RS256", "HS256"] })).toThrow(/HS256.*public key/s);
  });

  it("follows a rotation of the issuer's key set", async () => {
    const first = await generateKeyPair("ES256", { extractable: true });
    const second = await generateKeyPair("ES256", { extractable: true });
    const keys: JWK[] = [{ ...(await exportJWK(first.publicKey)), kid: "one", alg: "ES256" }];
    let requests = 0;
    const issuer = createServer((_request, response) => {
      requests += 1;
      response.setHeader("content-type", "application/json").end(JSON.stringify({ keys }));
    });
    await new Promise<void>((resolve) => issuer.listen(0, "127.0.0.1", resolve));
    try {
      const jwks = `http://127.0.0.1:${String((issuer.address() as AddressInfo).port)}/`;
      const guard = jwtGuard({ jwks, jwksCooldownMs: 0 });
      expect(await ask(guard, await sign({ sub: "1" }, first.privateKey, "ES256", "one"))).toMatchObject({
        id: "1",
      });
      expect(await ask(guard, await sign({ sub: "2" }, second.privateKey, "ES256", "two"))).toBeNull();
      keys.push({ ...(await exportJWK(second.publicKey)), kid: "two", alg: "ES256" });
      expect(await ask(guard, await sign({ sub: "2" }, second.privateKey, "ES256", "two"))).toMatchObject({
        id: "2",
      });
      expect(requests).toBe(3);
    } finally {
      issuer.closeAllConnections();
      await new Promise((resolve) => issuer.close(resolve));
    }
  });

  it("throws, and so refuses as unavailable, when the key set cannot be fetched", async () => {
    const { privateKey } = await generateKeyPair("ES256");
    const guard = jwtGuard({ jwks: "http://127.0.0.1:9/" });
    await expect(ask(guard, await sign({ sub: "1" }, privateKey, "ES256", "one"))).rejects.not.toHaveProperty(
      "status",
    );
  });
});

describe("jwtGuard's options and re-check", () => {
  it.each([
    [{}, /exactly one/],
    [{ secret, key: "-----BEGIN PUBLIC KEY-----" }, /exactly one/],
    [{ secret: "short" }, /32 bytes/],
    [{ secret, algorithms: ["none"] }, /none/],
    [{ secret, algorithms: ["RS256"] }, /RS256/],
    [{ secret, algorithms: [] }, /does not go/],
    [{ key: "-----BEGIN PRIVATE KEY-----" }, /public key/],
  ])("refuses %j at once", (options, message) => {
    expect(() => jwtGuard(options)).toThrow(message);
  });

  it("answers a re-check without a promise, and looks the user up again where there is a look-up", async () => {
    const credentials = { token: await sign({ sub: "42" }), source: "auth" } as const;
    const identity = { user: { id: "42" }, id: "42" };
    const plain = jwtGuard({ secret });
    await plain.authenticate(credentials, {} as never, {} as never);
    expect(plain.recheck?.(identity, credentials, {} as never)).toBe(true);

    let user: { id: string } | null = { id: "42" };
    const guard = jwtGuard({ secret, user: () => user });
    await guard.authenticate(credentials, {} as never, {} as never);
    expect(guard.recheck?.(identity, credentials, {} as never)).toMatchObject({ user });
    user = null;
    expect(guard.recheck?.(identity, credentials, {} as never)).toBeNull();
  });
});

async function generateSecretBytes(): Promise<CryptoKey | Uint8Array> {
  return generateSecret("HS512");
}
