import { createPublicKey, KeyObject } from "node:crypto";
import type { webcrypto } from "node:crypto";
import { UsageError } from "@carillon/socket-contract/server";

/**
 * Reads the public key of a `jwtGuard`.
 *
 * @param key - PEM, or a key object of Node or of Web Crypto.
 * @throws UsageError `E_JWT_PUBLIC_KEY` for anything else, a private key among it.
 */
export function publicKeyOf(key: unknown): KeyObject {
  const read = typeof key === "string" ? readPem(key) : asKeyObject(key);
  if (read?.type === "public") return read;
  throw new UsageError(
    "E_JWT_PUBLIC_KEY",
    "jwtGuard: key must be a public key, as PEM (-----BEGIN PUBLIC KEY-----) or as a key object.",
  );
}

/** The JWS algorithms that a public key can verify. */
export function algorithmsOfKey({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): readonly string[] {
  if (asymmetricKeyType === "rsa") return ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"];
  if (asymmetricKeyType === "rsa-pss") return ["PS256", "PS384", "PS512"];
  if (asymmetricKeyType === "ec") return ecdsa[asymmetricKeyDetails?.namedCurve ?? ""] ?? [];
  return asymmetricKeyType === "ed25519" ? ["EdDSA", "Ed25519"] : [];
}

const ecdsa: Readonly<Record<string, readonly string[]>> = {
  prime256v1: ["ES256"],
  secp384r1: ["ES384"],
  secp521r1: ["ES512"],
};

function readPem(pem: string): KeyObject | undefined {
  if (!pem.includes("PUBLIC KEY")) return undefined;
  try {
    return createPublicKey(pem);
  } catch {
    return undefined;
  }
}

function asKeyObject(key: unknown): KeyObject | undefined {
  if (key instanceof KeyObject) return key;
  try {
    return KeyObject.from(key as webcrypto.CryptoKey);
  } catch {
    return undefined;
  }
}
