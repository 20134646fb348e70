/** Who stands before the functions and vouches for who asks. */
export type Front =
  /** This product's own gateway, or nothing, on this computer alone. */
  | "LOCAL"
  /** Azure's authentication, which lets requests of the site through and nobody else. */
  | "PLATFORM"
  /** On Azure with that turned off: anybody can write the header that names them. */
  | "NOBODY"

/**
 * On Azure, where the runtime itself goes by `WEBSITE_AUTH_ENABLED`. That we are on Azure says what is deployed there: no
 * variable does on every plan.
 */
export const frontOnAzure = (environment: Readonly<Record<string, string | undefined>>): Front =>
  environment["WEBSITE_AUTH_ENABLED"]?.toLowerCase() === "true" ? "PLATFORM" : "NOBODY"
