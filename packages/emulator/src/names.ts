// @see https://github.com/Azure/azure-signalr/tree/dev/docs/swagger

/** Whether a hub or an application can have this name. */
export const isHubName = (name: string): boolean => /^[A-Za-z][\w`,.[\]]{0,127}$/.test(name)

/** Whether a group can have this name. */
export const isGroupName = (name: string): boolean => name.trim() !== '' && name.length <= 1024
