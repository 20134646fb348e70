import { ask } from "./ask.ts"

/** Whether this browser can be told of alerts when no page is open. */
export const canPush = (): boolean => "serviceWorker" in navigator && "PushManager" in globalThis && isSecureContext

/** Asks the reader, subscribes this browser and adds it; fails in words where that can't be. */
export const addThisBrowser = async (pushKey: string, label: string): Promise<void> => {
  if ((await Notification.requestPermission()) !== "granted")
    throw new Error("This browser may not show notifications: allow them for this page in its settings.")
  const registration = await navigator.serviceWorker.register("/service-worker.js")
  await navigator.serviceWorker.ready
  const before = await registration.pushManager.getSubscription()
  // One of before, by whatever key, is taken back: it may be of a channel that is gone.
  await before?.unsubscribe()
  const key = pushKey.replaceAll("-", "+").replaceAll("_", "/")
  const { endpoint, keys } = (
    await registration.pushManager.subscribe({
      userVisibleOnly: true,
      applicationServerKey: Uint8Array.from(atob(key), (char) => char.charCodeAt(0))
    })
  ).toJSON()
  const { auth = "", p256dh = "" } = keys ?? {}
  await ask("POST /alerts/channels", { payload: { _tag: "PUSH", label, endpoint: endpoint ?? "", p256dh, auth } })
}
