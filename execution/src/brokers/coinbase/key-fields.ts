import { Option, Redacted, Schema } from "effect"
import type { Credentials } from "@tradetower/platform"
import { readSigningKey } from "./signing-key.ts"

/** The fields that a key of Coinbase's is entered in. */
export const NAME = "name"
export const PRIVATE_KEY = "privateKey"

/** The file that Coinbase hands a key out in: of an older key with its `name`, of a newer one with its `id`. */
const KeyFile = Schema.fromJsonString(
  Schema.Struct({
    name: Schema.optionalKey(Schema.String),
    id: Schema.optionalKey(Schema.String),
    privateKey: Schema.String
  })
)
const readFile = Schema.decodeUnknownOption(KeyFile)

/** Without the quotes that a value has in the file. */
const bare = (text: string): string => text.trim().replace(/^"(.*)",?$/s, "$1")

/** The key that a trader gave: part by part, or its whole file in one of the fields. */
export const keyIn = (credentials: Credentials) => {
  const { [NAME]: name = "", [PRIVATE_KEY]: secret = "" } = Redacted.value(credentials)
  const file = Option.getOrUndefined(Option.orElse(readFile(secret), () => readFile(name)))
  return readSigningKey(
    file?.name ?? file?.id ?? bare(name),
    Redacted.make(file === undefined ? bare(secret) : file.privateKey)
  )
}
