import type { QueryClient } from "@tanstack/react-query"
import { forget } from "./last-known.ts"

declare global {
  interface ImportMetaEnv {
    /** How one signs in, as in `/.auth/login/local`: put in by `site/astro.config.mjs`. */
    readonly SIGN_IN: string
    /** Whether our own server serves the pages, not Static Web Apps. */
    readonly OWN_SERVER: boolean
  }
  interface ImportMeta {
    readonly env: ImportMetaEnv
  }
}

/** Goes to where one signs in, and comes back here afterwards; what this browser kept of the trader is forgotten. */
export const toSignIn = (client: QueryClient): void => {
  forget(client)
  const back = encodeURIComponent(location.pathname + location.search)
  location.assign(`/.auth/login/${import.meta.env.SIGN_IN}?post_login_redirect_uri=${back}`)
}

/** Whether somebody is signed in although the API lets them in nowhere: to sign in again would lead back here. */
export const isSignedIn = (): Promise<boolean> =>
  fetch("/.auth/me")
    .then((response) => response.json())
    .then((answer: { readonly clientPrincipal?: unknown }) => (answer.clientPrincipal ?? null) !== null)
    .catch(() => false)

/** Signs out, and forgets what this browser kept of the trader. */
export const signOut = (client: QueryClient): void => {
  forget(client)
  sessionStorage.clear()
  location.assign("/.auth/logout?post_logout_redirect_uri=/")
}
