import { Schema } from "effect"

/** Who is signed in, in the shape Static Web Apps gives to functions. */
export const Principal = Schema.Struct({
  identityProvider: Schema.NonEmptyString,
  userId: Schema.NonEmptyString,
  userDetails: Schema.String,
  userRoles: Schema.Array(Schema.String)
})
export type Principal = typeof Principal.Type

/** Someone whom the sign-in page offers to be. */
export interface Person {
  readonly id: string
  readonly name: string
}

/** Whose computer it is. */
export const owner: Person = { id: "owner", name: "Owner" }

/** Two made-up people, for demonstrations and tests. */
export const demoPeople: ReadonlyArray<Person> = [
  { id: "ada", name: "Ada" },
  { id: "ben", name: "Ben" }
]

/** A person as functions see one who is signed in. */
export const principalOf = ({ id, name }: Person): Principal => ({
  identityProvider: "local",
  userId: id,
  userDetails: name,
  userRoles: ["anonymous", "authenticated"]
})

/** The value of `x-ms-client-principal`. */
export const principalHeader = (principal: Principal): string =>
  Buffer.from(JSON.stringify(principal), "utf8").toString("base64")
