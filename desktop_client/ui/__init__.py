"""What people at the desk see and touch."""

from desktop_client.background.lasting import keep_constants_alive

keep_constants_alive()
