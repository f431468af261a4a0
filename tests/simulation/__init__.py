"""The simulation is held against the services that it stands for."""
