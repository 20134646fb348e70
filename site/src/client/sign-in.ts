import type { QueryClient } from "@tanstack/react-query"
import { forget } from "./last-known.ts"

/** Goes to where one signs in, and comes back here afterwards; what this browser kept of the trader is forgotten. */
export const toSignIn = (client: QueryClient): void => {
  forget(client)
  const back = encodeURIComponent(location.pathname + location.search)
  location.assign(`/.auth/login/local?post_login_redirect_uri=${back}`)
}

/** Signs out, and forgets what this browser kept of the trader. */
export const signOut = (client: QueryClient): void => {
  forget(client)
  sessionStorage.clear()
  location.assign("/.auth/logout?post_logout_redirect_uri=/")
}
