import http from "node:http"

/** Node before 24.14 lacks it: whatever starts that says NODE_USE_ENV_PROXY instead. */
const { setGlobalProxyFromEnv }: Partial<typeof http> = http

/**
 * Sends what this thread asks through the proxies that HTTPS_PROXY, HTTP_PROXY and NO_PROXY name. Throws where one of them
 * is no address.
 */
export const sendThroughProxies = (env: NodeJS.ProcessEnv = process.env): void => void setGlobalProxyFromEnv?.(env)
