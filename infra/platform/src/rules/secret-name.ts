import { createHash } from "node:crypto"
import { type SecretOwner, SecretsUnavailable } from "../ports/secrets.ts"

const NAME = /^[a-z0-9-]{1,64}$/
const MAX_BYTES = 25_000

const no = (name: string, message: string) =>
  new SecretsUnavailable({ message: `secret ${name}: ${message}`, retryable: false })

/** Why nothing can be kept under a name, if so (SECRETS-7). Key Vault takes `a` and `A` for one name. */
export const nameRefusal = (name: string): SecretsUnavailable | undefined =>
  NAME.test(name) ? undefined : no(name, "1 to 64 lower-case letters, digits and dashes")

/** Why a value can't be kept, if so (SECRETS-7); the value is not told. */
export const valueRefusal = (name: string, value: string): SecretsUnavailable | undefined =>
  Buffer.byteLength(value) <= MAX_BYTES ? undefined : no(name, `at most ${MAX_BYTES} bytes`)

/** An owner as one text, which no other has. */
export const ownerText = (owner: SecretOwner): string => (owner === "SYSTEM" ? "system" : `tenant/${owner.tenantId}`)

/** The same as 40 hex digits, for a name: a tenant's id can hold anything. */
export const ownerHash = (owner: SecretOwner): string =>
  createHash("sha256").update(ownerText(owner)).digest("hex").slice(0, 40)
