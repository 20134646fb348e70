import { Schema } from "effect"

/** Who is signed in, in the shape Static Web Apps gives to functions. */
export const Principal = Schema.Struct({
  identityProvider: Schema.NonEmptyString,
  userId: Schema.NonEmptyString,
  userDetails: Schema.String,
  userRoles: Schema.Array(Schema.String)
})
export type Principal = typeof Principal.Type

/** The two tenants that anyone at this machine may be. */
export const demoTenants: ReadonlyArray<{ readonly id: string; readonly name: string }> = [
  { id: "ada", name: "Ada" },
  { id: "ben", name: "Ben" }
]

/** The principal of a demo tenant. */
export const demoPrincipal = (id: string): Principal | undefined => {
  const tenant = demoTenants.find((one) => one.id === id)
  return tenant === undefined
    ? undefined
    : {
        identityProvider: "local",
        userId: tenant.id,
        userDetails: tenant.name,
        userRoles: ["anonymous", "authenticated"]
      }
}

/** The value of `x-ms-client-principal`. */
export const principalHeader = (principal: Principal): string =>
  Buffer.from(JSON.stringify(principal), "utf8").toString("base64")
