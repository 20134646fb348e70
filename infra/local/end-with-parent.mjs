/**
 * For `node --import`, with a channel ("ipc") to who starts it: a program that knows nothing of us ends once we are gone,
 * and with it the group that it leads, if it leads one.
 */
const end = () => {
  try {
    process.kill(-process.pid, "SIGTERM")
  } catch {
    process.exit()
  }
}

if (process.channel !== undefined) {
  process.on("disconnect", end)
  // It is no reason to stay.
  process.channel.unref()
}
