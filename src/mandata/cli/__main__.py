from mandata.cli import main

main()
