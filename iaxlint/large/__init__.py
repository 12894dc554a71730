"""Fleets of many servers: read by several processes, with what is known of unchanged servers kept between runs."""
