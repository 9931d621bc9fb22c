"""FIT-Connect's other end: a delivery service and a receiver that judge as the real ones do."""
